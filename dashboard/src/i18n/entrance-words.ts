import type { Language } from '@tapclock/contracts';

/** Why the identity provider did not bring somebody in; the hub says which in the address. */
export type ProviderProblem =
  | 'login-expired'
  | 'login-refused'
  | 'login-failed'
  | 'provider-away'
  | 'email-not-verified'
  | 'unknown-person'
  | 'account-disabled'
  | 'other-identity';

const en = {
  logIn: 'Log in',
  ended: 'Your session has ended. Log in again; you come back to where you were.',
  loggedOut: 'You are logged out.',
  email: 'E-mail address',
  password: 'Password',
  logInWith: (provider: string) => `Log in with ${provider}`,
  or: 'or',
  forgotten: 'Password forgotten? An administrator gives you a link for a new one.',
  codeTitle: 'Code of your authenticator',
  codeLead: 'Six digits of the app on your phone, or one of your recovery codes.',
  code: 'Code',
  goOn: 'Continue',
  back: 'Back',
  providerProblems: {
    'login-expired': 'That login took too long, or was begun in another browser. Begin again.',
    'login-refused': 'The login was refused there.',
    'login-failed': 'The login did not work. Ask an administrator: the log of the hub says why.',
    'provider-away': 'The login page of your company does not answer.',
    'email-not-verified': 'Your e-mail address has not been verified there.',
    'unknown-person': 'Nobody has an account here with your address. Ask an administrator for an invitation.',
    'account-disabled': 'Your account is disabled. Ask an administrator.',
    'other-identity': 'This account belongs to somebody else there. Ask an administrator.',
  } satisfies Record<ProviderProblem, string> as Record<ProviderProblem, string>,

  setUp: 'Set up Tapclock',
  setUpLead: 'Nobody has an account yet. You become the first administrator.',
  setUpCode: 'Set-up code',
  setUpCodeHint: 'The hub printed it when it started: look for setupCode in its log.',
  name: 'Your name',
  choosePassword: 'Choose a password',
  makeAccount: 'Create account',

  register: 'Welcome to Tapclock',
  registerLead: 'You have been invited. Say how you are called and choose a password.',
  noTicket: 'This link is not complete',
  noTicketLead: 'Open it exactly as you got it, or ask an administrator for a new one.',
  toLogin: 'To the login',

  newPassword: 'Choose a new password',
  newPasswordLead: 'You are logged out everywhere else then.',
  savePassword: 'Save the password',
  saved: 'The password is saved. Log in with it.',

  factor: 'Set up the second step',
  factorLead: 'Your role needs a code of your phone besides the password. It takes a minute.',
  factorPassword: 'Your password, once more',
  factorBegin: 'Begin',
  factorScan: 'Scan this with an authenticator app',
  factorApps: 'Such as the one of your phone’s password manager, Google Authenticator or Aegis.',
  factorQr: 'QR code for an authenticator app',
  factorSecret: 'No camera? Type this secret into the app:',
  factorCode: 'The six digits that the app shows',
  factorConfirm: 'Confirm',
  factorDone: 'The second step is set up',
  recoveryLead: 'Keep these recovery codes where you find them without your phone. Each works once.',
  recoveryCodes: 'Recovery codes',
  print: 'Print',
  finish: 'I have kept them',
  logOut: 'Log out',
};

export type EntranceWords = typeof en;

const de: EntranceWords = {
  logIn: 'Anmelden',
  ended: 'Ihre Sitzung ist beendet. Melden Sie sich wieder an; Sie kommen dorthin zurück, wo Sie waren.',
  loggedOut: 'Sie sind abgemeldet.',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  logInWith: provider => `Mit ${provider} anmelden`,
  or: 'oder',
  forgotten: 'Passwort vergessen? Die Administration gibt Ihnen einen Link für ein neues.',
  codeTitle: 'Code Ihrer Authenticator-App',
  codeLead: 'Sechs Ziffern aus der App auf Ihrem Telefon, oder einer Ihrer Wiederherstellungscodes.',
  code: 'Code',
  goOn: 'Weiter',
  back: 'Zurück',
  providerProblems: {
    'login-expired':
      'Die Anmeldung hat zu lange gedauert oder begann in einem anderen Browser. Beginnen Sie neu.',
    'login-refused': 'Die Anmeldung wurde dort abgelehnt.',
    'login-failed':
      'Die Anmeldung ist misslungen. Fragen Sie die Administration: Das Protokoll der Zentrale sagt, warum.',
    'provider-away': 'Die Anmeldeseite Ihrer Firma antwortet nicht.',
    'email-not-verified': 'Ihre E-Mail-Adresse ist dort nicht bestätigt.',
    'unknown-person':
      'Zu Ihrer Adresse gibt es hier kein Konto. Bitten Sie die Administration um eine Einladung.',
    'account-disabled': 'Ihr Konto ist gesperrt. Fragen Sie die Administration.',
    'other-identity': 'Dieses Konto gehört dort jemand anderem. Fragen Sie die Administration.',
  },

  setUp: 'Tapclock einrichten',
  setUpLead: 'Noch hat niemand ein Konto. Sie werden die erste Administration.',
  setUpCode: 'Einrichtungscode',
  setUpCodeHint: 'Die Zentrale hat ihn beim Start ausgegeben: setupCode in ihrem Protokoll.',
  name: 'Ihr Name',
  choosePassword: 'Wählen Sie ein Passwort',
  makeAccount: 'Konto anlegen',

  register: 'Willkommen bei Tapclock',
  registerLead: 'Sie sind eingeladen. Sagen Sie, wie Sie heißen, und wählen Sie ein Passwort.',
  noTicket: 'Dieser Link ist nicht vollständig',
  noTicketLead: 'Öffnen Sie ihn genau so, wie Sie ihn bekommen haben, oder bitten Sie um einen neuen.',
  toLogin: 'Zur Anmeldung',

  newPassword: 'Wählen Sie ein neues Passwort',
  newPasswordLead: 'Danach sind Sie überall sonst abgemeldet.',
  savePassword: 'Passwort speichern',
  saved: 'Das Passwort ist gespeichert. Melden Sie sich damit an.',

  factor: 'Den zweiten Schritt einrichten',
  factorLead: 'Ihre Rolle braucht neben dem Passwort einen Code Ihres Telefons. Das dauert eine Minute.',
  factorPassword: 'Noch einmal Ihr Passwort',
  factorBegin: 'Beginnen',
  factorScan: 'Scannen Sie das mit einer Authenticator-App',
  factorApps: 'Etwa mit der Ihres Telefons, Google Authenticator oder Aegis.',
  factorQr: 'QR-Code für eine Authenticator-App',
  factorSecret: 'Keine Kamera? Tippen Sie dieses Geheimnis in die App:',
  factorCode: 'Die sechs Ziffern, die die App zeigt',
  factorConfirm: 'Bestätigen',
  factorDone: 'Der zweite Schritt ist eingerichtet',
  recoveryLead:
    'Bewahren Sie diese Wiederherstellungscodes so auf, dass Sie sie ohne Ihr Telefon finden. Jeder gilt einmal.',
  recoveryCodes: 'Wiederherstellungscodes',
  print: 'Drucken',
  finish: 'Ich habe sie aufbewahrt',
  logOut: 'Abmelden',
};

export function entranceWords(language: Language): EntranceWords {
  return { en, de }[language];
}

export function isProviderProblem(text: string): text is ProviderProblem {
  return Object.hasOwn(en.providerProblems, text);
}
