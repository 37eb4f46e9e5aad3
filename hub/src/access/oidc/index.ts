import { IdentitiesRepository } from './identities.repository.ts';
import { IdentityLoginService } from './identity-login.service.ts';
import { IdentityProvider } from './identity-provider.ts';
import { LoginCookies } from './login-cookies.ts';

export { IdentityProvider } from './identity-provider.ts';
export { OidcController } from './oidc.controller.ts';

/** What logging in at the company's identity provider is made of. */
export const OIDC_PROVIDERS = [IdentitiesRepository, IdentityLoginService, IdentityProvider, LoginCookies];
