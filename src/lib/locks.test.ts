// The lock contract in memory.

import { runAll } from '../../tests/contracts/locks.ts';
import { memoryLocks } from './locks.ts';

runAll('memory', () => {
  const locks = memoryLocks();
  return { a: locks, b: locks, lock: 'test' };
});
