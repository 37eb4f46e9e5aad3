export { farApart } from './apart.ts';
export {
  type BalanceMinutes,
  balanceOn,
  type Entitlement,
  inDays,
  type LeaveUse,
  minutesBeyond,
  NO_ENTITLEMENT,
} from './balance.ts';
export { type CalendarEntry, icalendar } from './icalendar.ts';
export { type LeaveTerms, leaveDays, USUAL_TERMS, wholeWeeks } from './leave-days.ts';
export { firstState, isDecided, nextState, type RequestMove } from './request-state.ts';
