/** Settings of a Xero payroll for June's fixture company, for tests. */
export const XERO_FIXTURE = {
  employees: {
    '00123': '72a0d0c2-0cf8-4f0b-ade1-332310000001',
    '0042': '72a0d0c2-0cf8-4f0b-ade1-332310000002',
    '7': '72a0d0c2-0cf8-4f0b-ade1-332310000003',
    '2001': '72a0d0c2-0cf8-4f0b-ade1-332310000004',
    '90001': '72a0d0c2-0cf8-4f0b-ade1-332310000005',
  },
  codes: {
    REG: '966c5c77-2ef0-4320-b6a9-6c27b0000001',
    OT: '966c5c77-2ef0-4320-b6a9-6c27b0000002',
    DT: '966c5c77-2ef0-4320-b6a9-6c27b0000003',
    NIGHT: '966c5c77-2ef0-4320-b6a9-6c27b0000004',
    LEAVE: null,
  },
  trackingItems: { 'press-4': '5e1ca12f-6a5c-4d10-9f0c-1b4f00000001' },
  calendar: { kind: 'monthly', start: '2026-01-01' },
  deltas: 'last-day',
};

/** The same for payroll 2.0, which wants the calendar's id as well. */
export const XERO_V2_FIXTURE = { ...XERO_FIXTURE, payrollCalendarID: '216d80e6-af55-47b1-b718-9457c3f5d2fe' };
