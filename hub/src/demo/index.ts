export { type DemoAccount, makeDemoAccounts } from './demo-accounts.ts';
export { createDemoKey } from './history-terminal.ts';
export { type HistoryOptions, liveDemoGate, playDemoHistory } from './play-history.ts';
export { type DemoBadge, type DemoFactory, type DemoPorts, planAhead, seedDemo } from './seed-demo.ts';
