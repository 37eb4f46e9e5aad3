export { ExceptionDeskModule } from './desk/desk.module.ts';
export { ExceptionStore } from './exception.store.ts';
export { ExceptionsModule } from './exceptions.module.ts';
export { StatementDesk } from './statements/statement-desk.ts';
export { StatementsModule } from './statements/statements.module.ts';
