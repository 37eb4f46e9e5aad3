/** The part of this feature that needs a database and no web server, for processes that serve nobody. */
export {
  type HolidayRow,
  type LeaveRow,
  type NewAssignment,
  type NewShift,
  type PlannedShiftRow,
  SchedulingRepository,
} from './scheduling.repository.ts';
