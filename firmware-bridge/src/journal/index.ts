export { type BatchParts, signBatch } from './batch.ts';
export { canonicalText, chainHash } from './chain.ts';
export {
  DEVICE_KEY_FILE,
  type DeviceKey,
  DeviceKeyError,
  type DeviceKeyErrorCode,
  deviceKeyOf,
  loadOrCreateDeviceKey,
  newDeviceKeyPem,
  replaceDeviceKey,
} from './device-key.ts';
export { syncDirectory, writePrivateFile } from './files.ts';
export type { AppendResult, Journal, JournalEntry, PunchDraft } from './journal.ts';
export { JournalError, type JournalErrorCode } from './journal-error.ts';
export { JOURNAL_FILE, type JournalOptions, openJournal } from './sqlite-journal.ts';
