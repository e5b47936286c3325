import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import { configs } from 'typescript-eslint'

// Where a parser hands out types that are wider than what it returns.
const PARSER_WRAPPERS = ['src/dockerfile/ast.ts', 'src/shell/parser.ts', 'tests/dockerfile/fixtures.ts']

export default defineConfig(
  globalIgnores(['dist/', 'snapshots/', 'coverage/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [configs.strictTypeChecked, configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // Indexing by a name that is known is no different from indexing by a number.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Offsets are those of UTF-16 here, and characters are those that BuildKit sees.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Control characters are what some of this is about.
      'no-control-regex': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name: a name is found by search.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
      ],
      eqeqeq: 'error',
    },
  },
  { files: PARSER_WRAPPERS, rules: { '@typescript-eslint/consistent-type-assertions': 'off' } },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        require: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
)
