export { type BackoffShape, backoffMs } from './backoff.ts';
export { type Clock, systemClock } from './clock.ts';
export { type Entropy, systemEntropy } from './entropy.ts';
export { isErrnoException } from './errno.ts';
export { punchIdAt, randomBytes16 } from './ids.ts';
export { createLogger, LOG_LEVELS, type Logger, type LogLevel, silentLogger } from './logger.ts';
export { type ManualTime, manualTime } from './manual-time.ts';
export { type Cancel, systemTimers, type Timers } from './timers.ts';
