import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageBin, ROOT } from '../root.ts';
import { checkImports, deafRules, MODULES_SEEN_MIN } from './check-imports.ts';
import { IMPORT_RULES } from './import-rules.ts';

interface Step {
  title: string;
  /** Resolves with null when all is well, else with what to show. */
  run(): Promise<string | null>;
}

const TSC = packageBin('typescript/bin/tsc');
const OUTPUT_CHARS_MAX = 20_000;

const steps: Step[] = [
  { title: 'lint and format', run: () => program([packageBin('@biomejs/biome/bin/biome'), 'check', '.']) },
  { title: 'types', run: () => program([TSC, '-b']) },
  { title: 'types of tests', run: () => program([TSC, '-p', 'tsconfig.tests.json']) },
  ...['terminal', 'dashboard']
    .filter(name => existsSync(join(ROOT, name, 'tsconfig.json')))
    .map(name => ({ title: `types of ${name}`, run: () => program([TSC, '-p', name, '--noEmit']) })),
  { title: 'import rules', run: importRules },
  { title: 'import rules can fail', run: canary },
];

async function main(): Promise<void> {
  let failures = 0;
  for (const step of steps) {
    const started = Date.now();
    const trouble = await step.run();
    if (trouble !== null) failures += 1;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${trouble === null ? 'ok    ' : 'FAILED'} ${step.title} (${seconds} s)\n`);
    if (trouble !== null) process.stdout.write(`${trouble.trimEnd()}\n\n`);
  }
  process.stdout.write(
    failures === 0 ? 'all checks passed\n' : `${failures} of ${steps.length} checks failed\n`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
}

function program(args: readonly string[]): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-OUTPUT_CHARS_MAX);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', code => resolve(code === 0 ? null : output));
  });
}

async function importRules(): Promise<string | null> {
  const { modulesSeen, violations } = await checkImports(ROOT, IMPORT_RULES);
  if (modulesSeen < MODULES_SEEN_MIN) return `only ${modulesSeen} modules were seen: the parser is broken`;
  if (violations.length === 0) return null;
  return violations.map(({ rule, from, to, comment }) => `${from} → ${to}\n  ${rule}: ${comment}`).join('\n');
}

async function canary(): Promise<string | null> {
  const deaf = await deafRules(IMPORT_RULES);
  return deaf.length === 0
    ? null
    : `these rules did not report the violation made for them: ${deaf.join(', ')}`;
}

await main();
