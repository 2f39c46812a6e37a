// The Guardian: decides by running code, never by asking a model. `verify` judges a solution, `acceptable` judges a task's tests.

export { acceptable } from './gate.ts';
export { claimOf, verify, type Claim, type Verdict } from './verify.ts';
