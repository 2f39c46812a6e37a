// Lint rules: types used properly, no forgotten promise, small functions and files, and the import order of tools/zones.js.
// Formatting is Prettier's business alone.
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import { zones } from './tools/zones.js';

const TYPED = ['**/*.ts', '**/*.svelte'];
const TESTS = ['**/*.test.ts', 'tests/**'];
const TOOLS = ['tools/**', 'bench/**', '*.ts', '*.js'];
// The only places that may look at the clock or roll dice; everything below gets them as arguments.
const EDGE = ['src/cycle.ts', 'src/main.ts', 'src/app/**', 'src/lib/clock.ts', 'src/lib/rng.ts'];

const size = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

const typed = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
  '@typescript-eslint/consistent-type-imports': [
    'error',
    { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
  ],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

export default ts.config(
  {
    ignores: [
      'dist',
      '.lab',
      '.svelte-check',
      'coverage',
      'public',
      'test-results',
      'playwright-report',
      '**/node_modules',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  prettier,
  ...svelte.configs['flat/prettier'],
  {
    plugins: { zones },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { globals: { ...globals.browser, ...globals.worker } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'zones/imports': 'error',
      'max-lines': size(400),
      'max-lines-per-function': size(60),
    },
  },
  {
    files: TYPED,
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] },
    },
    // TypeScript knows better than this rule which names exist.
    rules: { ...typed, 'no-undef': 'off' },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } } },
  {
    files: ['src/**', 'models/**'],
    ignores: EDGE,
    rules: {
      'no-restricted-properties': [
        'error',
        ...[
          ['Date', 'now'],
          ['Math', 'random'],
          ['crypto', 'randomUUID'],
          ['crypto', 'getRandomValues'],
        ].map(([object, property]) => ({
          object,
          property,
          message: 'Take the clock, the dice and the ids as arguments.',
        })),
      ],
    },
  },
  { files: TOOLS, languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
  // Tables of data are as long as the data.
  { files: ['src/domains/katas/level-*.ts'], rules: { 'max-lines': 'off' } },
  // Forward passes read best in one piece; their size is judged by eye.
  {
    files: ['src/**', 'workers/**'],
    ignores: ['src/lib/in-place.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name="createSyncAccessHandle"]',
          message: 'Use openInPlace of src/lib/in-place.ts: the file handle must be held until this is answered.',
        },
      ],
    },
  },
  { files: ['models/**', 'bench/jax-model.ts'], rules: { 'max-lines-per-function': size(120) } },
  {
    files: TESTS,
    rules: { 'max-lines-per-function': 'off', 'no-console': 'off', 'no-restricted-properties': 'off' },
  },
);
