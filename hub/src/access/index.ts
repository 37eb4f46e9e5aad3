export { AccessModule } from './access.module.ts';
export { AccountAudience, type Hearer, type Reader } from './accounts/account-audience.ts';
export { AccountsRepository, type NewAccount } from './accounts/accounts.repository.ts';
export { AccountsOfPeople } from './accounts/accounts-of-people.ts';
export { NOT_FOR_KEYS, ROLE_RIGHTS } from './domain/rights.ts';
export { hashPassword } from './passwords/password-hasher.ts';
export { Sessions } from './sessions/sessions.ts';
export { SetupCodes } from './setup/setup-codes.ts';
