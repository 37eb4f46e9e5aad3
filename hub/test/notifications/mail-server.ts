import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { untilTrue } from '../kit/http-receiver.ts';

/** A mail as the server got it. */
export interface ReceivedMail {
  from: string;
  to: string[];
  headers: string;
  /** Plain text and HTML, decoded. */
  body: string;
  encrypted: boolean;
  user: string | null;
}

export type Step = 'connect' | 'mail' | 'rcpt' | 'data';

const LOGIN = { user: 'hub', password: 'correct horse' };

/** A certificate for localhost that this process trusts until `forget`. */
export function trustedCertificate(): { key: string; cert: string; forget: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'mail-tls-'));
  const [keyFile, certFile] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', keyFile, '-out', certFile, ...name], {
    stdio: 'ignore',
  });
  const [key, cert] = [readFileSync(keyFile, 'utf8'), readFileSync(certFile, 'utf8')];
  rmSync(dir, { recursive: true });
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, cert]);
  return { key, cert, forget: () => setDefaultCACertificates(before) };
}

/** A real SMTP server in this process. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** Status and words with which a step is refused. */
  refuse: Partial<Record<Step, [number, string]>> = {};
  /** Cuts the line in the middle of the next message. */
  diesInData = false;
  /** So long a message takes. */
  slowMs = 0;
  connections = 0;
  readonly #server: SMTPServer;
  readonly #sockets = new Set<Socket>();

  constructor(options: {
    tls: 'implicit' | 'starttls' | 'none';
    key?: string;
    cert?: string;
    login?: boolean;
  }) {
    const { tls, key, cert, login = false } = options;
    this.#server = new SMTPServer({
      ...(key === undefined || cert === undefined ? {} : { key, cert }),
      secure: tls === 'implicit',
      authOptional: !login,
      disabledCommands: [...(login ? [] : ['AUTH']), ...(tls === 'starttls' ? [] : ['STARTTLS'])],
      allowInsecureAuth: false,
      logger: false,
      onConnect: (_session, done) => {
        this.connections += 1;
        done(this.#refusal('connect'));
      },
      onAuth: ({ username, password }, _session, done) => {
        const isRight = username === LOGIN.user && password === LOGIN.password;
        if (isRight) done(null, { user: username });
        else done(Object.assign(new Error('5.7.8 who are you'), { responseCode: 535 }));
      },
      onMailFrom: (_address, _session, done) => done(this.#refusal('mail')),
      onRcptTo: (_address, _session, done) => done(this.#refusal('rcpt')),
      onData: (stream, session, done) => {
        if (this.diesInData) {
          this.diesInData = false;
          this.#cut();
          return;
        }
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const refusal = this.#refusal('data');
          if (refusal) return done(refusal);
          const raw = Buffer.concat(chunks).toString();
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            headers: raw.slice(0, raw.indexOf('\r\n\r\n')),
            body: decoded(raw),
            encrypted: session.secure,
            user: typeof session.user === 'string' ? session.user : null,
          });
          setTimeout(done, this.slowMs);
        });
      },
    });
    this.#server.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // What a client does to the line is the client's business.
    this.#server.on('error', () => undefined);
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(port, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#cut();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  async until(count: number): Promise<void> {
    await untilTrue(() => this.mails.length >= count, `${count} mails, ${this.mails.length} came`);
  }

  #refusal(step: Step): Error | null {
    const refusal = this.refuse[step];
    return refusal ? Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }) : null;
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

export const SMTP_LOGIN = LOGIN;

/** Both texts of a mail in quoted-printable or as they are (RFC 2045, 6.7). */
function decoded(raw: string): string {
  const joined = raw.replaceAll(/=\r\n/g, '');
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
