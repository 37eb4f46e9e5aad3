import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import type { ImportRule } from './import-rule.ts';

const FOLDERS = ['contracts', 'firmware-bridge', 'terminal', 'hub', 'dashboard', 'tools', 'bench', 'e2e'];
/** Fewer files than this were seen only when the parser silently found nothing. */
export const MODULES_SEEN_MIN = 50;

export interface ImportFindings {
  modulesSeen: number;
  violations: readonly { rule: string; from: string; to: string; comment: string }[];
}

/** Reads every source under `root` and reports each import that breaks a rule. */
export async function checkImports(root: string, rules: readonly ImportRule[]): Promise<ImportFindings> {
  const folders = FOLDERS.map(name => `${name}/src`).filter(path => existsSync(join(root, path)));
  const result = await cruise(folders, options(root, rules));
  if (typeof result.output === 'string') throw new Error('dependency-cruiser gave text instead of a result');
  const output: ICruiseResult = result.output;
  const comments = new Map(rules.map(rule => [rule.name, rule.comment]));
  const violations = output.summary.violations.map(found => ({
    rule: found.rule.name,
    from: found.from,
    to: found.to,
    comment: comments.get(found.rule.name) ?? '',
  }));
  return {
    modulesSeen: output.modules.filter(module => FOLDERS.some(f => module.source.startsWith(`${f}/`))).length,
    violations,
  };
}

/** Names of the rules that do not report the violation made for them. Must be empty. */
export async function deafRules(rules: readonly ImportRule[]): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'tapclock-canary-'));
  try {
    for (const [path, text] of rules.flatMap(rule => Object.entries(rule.canary))) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { violations } = await checkImports(root, rules);
    const heard = (rule: ImportRule): boolean =>
      violations.some(({ rule: name, from }) => name === rule.name && from in rule.canary);
    return rules.filter(rule => !heard(rule)).map(({ name }) => name);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function options(root: string, rules: readonly ImportRule[]): ICruiseOptions {
  return {
    baseDir: root,
    // TypeScript 7 has no compiler API; with the default parser dependency-cruiser then finds no module at all.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    enhancedResolveOptions: {
      conditionNames: ['development', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
    validate: true,
    ruleSet: {
      forbidden: rules.map(({ name, comment, from, to }) => ({ name, comment, severity: 'error', from, to })),
    },
  };
}
