import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { SecureContextOptions, Server } from 'node:tls';
import { createSecureContext } from 'node:tls';
import type { Log } from '../../logging/logger.ts';

/** Certificates are renewed by other programs, which write files and tell nobody. */
const LOOK_AGAIN_MS = 60_000;

export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

/** What a server of TLS 1.2 or newer needs. Throws when the files cannot be read or do not belong together. */
export function readCertificate({ certFile, keyFile }: CertificateFiles) {
  const options = {
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
    minVersion: 'TLSv1.2',
  } satisfies SecureContextOptions;
  createSecureContext(options);
  return options;
}

/** Takes a renewed certificate without a restart; one that does not fit is told to the log and the old one stays. Returns what ends it. */
export function followCertificate(
  server: Pick<Server, 'setSecureContext'>,
  files: CertificateFiles,
  log: Log,
  lookAgainMs = LOOK_AGAIN_MS,
): () => void {
  const renew = () => {
    try {
      server.setSecureContext(readCertificate(files));
      log.info('the certificate was renewed');
    } catch (error) {
      log.error({ err: error }, 'the new certificate cannot be used: the old one stays');
    }
  };
  const watched = [files.certFile, files.keyFile];
  for (const file of watched) watchFile(file, { interval: lookAgainMs, persistent: false }, renew);
  return () => {
    for (const file of watched) unwatchFile(file, renew);
  };
}
