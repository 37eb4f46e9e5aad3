export { createReaderLine } from '../reader-line.ts';
export type { Transport, TransportListener } from '../transports/transport.ts';
export { type FuzzOutcome, fuzzFamily } from './fuzz.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { type Direction, type Fault, SimulatedLine } from './simulated-line.ts';
