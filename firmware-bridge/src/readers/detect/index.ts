export { createAutoReader } from './auto-reader.ts';
export {
  type Detection,
  type DetectPort,
  detect,
  type OpenPort,
  RECEIVED_MAX,
  type StepReport,
} from './detect.ts';
export { type DetectStep, detectPlan, LISTEN_MS } from './detect-plan.ts';
export type { Finding } from './recognise.ts';
export { serialPortAt } from './serial-detect-port.ts';
