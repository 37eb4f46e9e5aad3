import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AuditTrailModule } from '../audit/index.ts';
import { AccessGuard } from '../platform/http/access/access.guard.ts';
import { AUTHENTICATOR } from '../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership } from '../platform/http/access/reach-check.ts';
import { SecretsModule } from '../platform/secrets/secrets.module.ts';
import { AccountAudience } from './accounts/account-audience.ts';
import { AccountsAdminRepository } from './accounts/accounts.admin.repository.ts';
import { AccountsController } from './accounts/accounts.controller.ts';
import { AccountReferences } from './accounts/accounts.references.ts';
import { AccountsRepository } from './accounts/accounts.repository.ts';
import { Accounts } from './accounts/accounts.service.ts';
import { AccountsOfPeople } from './accounts/accounts-of-people.ts';
import { Administrators } from './accounts/administrators.ts';
import { ApiKeysController } from './api-keys/api-keys.controller.ts';
import { ApiKeysRepository } from './api-keys/api-keys.repository.ts';
import { ApiKeys } from './api-keys/api-keys.service.ts';
import { HandedOut } from './invitations/handed-out.ts';
import { InvitationsController } from './invitations/invitations.controller.ts';
import { InvitationsRepository } from './invitations/invitations.repository.ts';
import { Invitations } from './invitations/invitations.service.ts';
import { RegistrationController } from './invitations/registration.controller.ts';
import { RegistrationService } from './invitations/registration.service.ts';
import { AuthController } from './login/auth.controller.ts';
import { CredentialsRepository } from './login/credentials.repository.ts';
import { Entrance } from './login/entrance.ts';
import { LoginService } from './login/login.service.ts';
import { LoginAttempts } from './login/login-attempts.ts';
import { OIDC_PROVIDERS, OidcController } from './oidc/index.ts';
import { OwnAccountController } from './own-account/own-account.controller.ts';
import { Reauthentication } from './own-account/reauthentication.ts';
import { PasswordHasher } from './passwords/password-hasher.ts';
import { PasswordTickets } from './passwords/password-tickets.ts';
import { PasswordsService } from './passwords/passwords.service.ts';
import { Principals } from './principals.ts';
import { SecondFactorService } from './second-factor/second-factor.service.ts';
import { SecondFactors } from './second-factor/second-factors.ts';
import { AccessChanges } from './sessions/access-changes.ts';
import { AccessTokens } from './sessions/access-tokens.ts';
import { SessionCookie } from './sessions/session-cookie.ts';
import { SessionsRepository } from './sessions/sessions.repository.ts';
import { Sessions } from './sessions/sessions.ts';
import { SetupService } from './setup/setup.service.ts';
import { SetupCodes } from './setup/setup-codes.ts';

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: that is what a dynamic module of Nest is
export class AccessModule {
  /** `membership` knows who is in which team; `imports` is where it comes from. */
  static register(
    options: Pick<ModuleMetadata, 'imports'> & { membership: Type<Membership> },
  ): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      imports: [SecretsModule, DiscoveryModule, AuditTrailModule, ...(options.imports ?? [])],
      controllers: [
        AuthController,
        OwnAccountController,
        AccountsController,
        InvitationsController,
        RegistrationController,
        OidcController,
        ApiKeysController,
      ],
      providers: [
        AccessChanges,
        AccessTokens,
        AccountsRepository,
        AccountAudience,
        AccountsAdminRepository,
        AccountReferences,
        Administrators,
        HandedOut,
        Accounts,
        AccountsOfPeople,
        InvitationsRepository,
        Invitations,
        RegistrationService,
        ...OIDC_PROVIDERS,
        ApiKeysRepository,
        ApiKeys,
        CredentialsRepository,
        Entrance,
        LoginAttempts,
        LoginService,
        PasswordHasher,
        PasswordsService,
        PasswordTickets,
        Reauthentication,
        SecondFactors,
        SecondFactorService,
        SessionCookie,
        Sessions,
        SessionsRepository,
        SetupCodes,
        SetupService,
        Principals,
        { provide: AUTHENTICATOR, useExisting: Principals },
        { provide: MEMBERSHIP, useExisting: options.membership },
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      exports: [AUTHENTICATOR, MEMBERSHIP, AccountAudience, AccountsOfPeople, AccountsRepository, Sessions],
    };
  }
}
