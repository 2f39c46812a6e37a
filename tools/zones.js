// @ts-check
// Who may import whom: the table, and the lint rule that enforces it. (JavaScript because ESLint loads it on plain Node.)
//
// A file belongs to the first zone whose pattern matches its path from the repository root. It may import its own zone and
// the zones named in its row; `types` names those it may use with `import type` only. A file under src/ that matches
// no row is itself a fault: a new folder needs a decision. Tests may import anything.
import path from 'node:path';

const SHARED = ['lib', 'models', 'db', 'engine', 'sandbox', 'frames', 'domains', 'team'];
const STAGES = ['chat', 'memory', 'dream', 'curate', 'train', 'consolidate', 'evaluate', 'promote', 'export'];
const BELOW_WORKERS = [...SHARED, ...STAGES, 'catalog', 'meta', 'cycle'];

/** @type {{ zone: string, files: RegExp, imports: readonly string[], types?: readonly string[] }[]} */
const ZONES = [
  { zone: 'meta', files: /^src\/(?!app\/|db\/|lib\/).*\/meta\.ts$/, imports: ['lib', 'catalog'] },
  { zone: 'lib', files: /^src\/lib\//, imports: [] },
  { zone: 'catalog', files: /^models\/catalog(\.gen)?\.ts$/, imports: ['lib'] },
  { zone: 'models', files: /^models\//, imports: ['lib', 'catalog'] },
  { zone: 'db', files: /^src\/db\//, imports: ['lib'] },
  { zone: 'engine', files: /^src\/engine\//, imports: ['lib', 'models', 'catalog'] },
  // The page makes the sandbox's frames, for a worker has no document.
  { zone: 'frames', files: /^src\/sandbox\/(frame|remote)\.ts$/, imports: ['lib', 'sandbox'] },
  { zone: 'sandbox', files: /^src\/sandbox\//, imports: ['lib'] },
  { zone: 'domains', files: /^src\/domains\//, imports: ['lib', 'meta'], types: ['sandbox'] },
  {
    zone: 'team',
    files: /^src\/team\//,
    imports: ['lib', 'models', 'catalog', 'meta', 'db', 'engine', 'sandbox', 'frames', 'domains'],
  },
  ...STAGES.map((stage) => ({
    zone: stage,
    files: new RegExp(`^src/${stage}/`),
    imports: [...SHARED, 'catalog', 'meta'],
  })),
  { zone: 'cycle', files: /^src\/(cycle|merge)\.ts$/, imports: [...SHARED, ...STAGES, 'catalog', 'meta'] },
  {
    zone: 'app',
    files: /^src\/(app\/|main\.ts$)/,
    imports: ['lib', 'db', 'catalog', 'meta', 'frames', 'rpc'],
    types: ['workers'],
  },
  // The page serves what only pages have, in the same way as workers serve.
  { zone: 'rpc', files: /^workers\/rpc\.ts$/, imports: ['lib'] },
  // Builds for poisoned nights only: workers/poison.ts takes it in when the build's mode asks for it.
  { zone: 'hooks', files: /^tests\/poison\/poison\.ts$/, imports: BELOW_WORKERS },
  { zone: 'workers', files: /^workers\//, imports: [...BELOW_WORKERS, 'hooks', 'rpc'] },
  { zone: 'tools', files: /^(tools|bench)\//, imports: [...BELOW_WORKERS, 'workers', 'rpc', 'hooks'] },
];

/** Packages that only some zones may import, with the reason a person needs. */
const PACKAGES = [
  {
    name: /^node:/,
    zones: ['tools', 'engine'],
    why: 'product code runs in the browser (Node executors live in src/engine)',
  },
  { name: /^svelte(\/|$)/, zones: ['app'], why: 'only the app draws' },
  { name: /^dexie$/, zones: ['db', 'app'], why: 'tables are opened in src/db' },
  {
    name: /^(onnxruntime-|@huggingface\/transformers)/,
    zones: ['engine', 'workers', 'tools'],
    why: 'numbers are run by the engine, and models/ stays free of I/O',
  },
];

const SOURCE = /^(src|models|workers|tools|bench)\/.*\.(ts|js|svelte)$/;
const TEST = /\.(test|bench)\.ts$|\.d\.ts$/;

/** @param {string} file path from the repository root */
const zoneOf = (file) => ZONES.find(({ files }) => files.test(file));

/**
 * Why this import is forbidden, or undefined when it is fine.
 * @param {string} file path from the repository root @param {string} specifier as written @param {boolean} typeOnly
 * @returns {string | undefined}
 */
export function importFault(file, specifier, typeOnly) {
  if (!SOURCE.test(file) || TEST.test(file)) return undefined;
  const from = zoneOf(file);
  if (from === undefined) return `${file} belongs to no zone: add a row to tools/zones.js.`;
  if (!specifier.startsWith('.')) return typeOnly ? undefined : packageFault(from.zone, specifier);
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)).split('?')[0] ?? '';
  const to = zoneOf(target);
  if (to === undefined) {
    return SOURCE.test(target) || target.startsWith('tests/')
      ? `${target} belongs to no zone that code may import.`
      : undefined;
  }
  const allowed = [from.zone, ...from.imports, ...(typeOnly ? (from.types ?? []) : [])];
  if (allowed.includes(to.zone)) return undefined;
  const hint = from.types?.includes(to.zone) ? ' (only `import type`)' : '';
  return `${from.zone} may not import ${to.zone}${hint}: see the table in tools/zones.js.`;
}

/** @param {string} zone @param {string} specifier */
function packageFault(zone, specifier) {
  const rule = PACKAGES.find(({ name }) => name.test(specifier));
  if (rule === undefined || rule.zones.includes(zone)) return undefined;
  return `${zone} may not import ${specifier}: ${rule.why}.`;
}

/** @type {import('eslint').Rule.RuleModule} */
const importsRule = {
  meta: { type: 'problem', schema: [], docs: { description: 'import order between the folders of this project' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    /** @param {any} node @param {any} source */
    const look = (node, source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const fault = importFault(file, source.value, isTypeOnly(node));
      if (fault !== undefined) context.report({ node: source, message: fault });
    };
    /** @param {any} node */
    const visit = (node) => look(node, node.source);
    return {
      ImportDeclaration: visit,
      ImportExpression: visit,
      ExportAllDeclaration: visit,
      ExportNamedDeclaration: visit,
      /** @param {any} node */
      TSImportType: (node) => look({ importKind: 'type' }, node.source ?? node.argument?.literal),
    };
  },
};

/** @param {any} node */
function isTypeOnly(node) {
  return node.importKind === 'type' || node.exportKind === 'type';
}

export const zones = { rules: { imports: importsRule } };
