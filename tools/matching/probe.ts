// Prints the matcher's rates on the probe set, and nothing of its rows: `npx tsx tools/matching/probe.ts`. To measure, never to tune (tests/probe/README.md).

import { readFileSync } from 'node:fs';
import { candidates } from '../../src/domains/katas/match.ts';
import { LEAST_PROBABILITY } from '../../src/domains/katas/matching/decide.ts';

type Row = { prompt: string; skill: string | null };
const rows = readFileSync('tests/probe/matching.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const counts = { right: 0, wrongSkill: 0, nullMatched: 0, abstained: 0 };
for (const { prompt, skill } of rows) {
  const best = candidates(prompt)[0];
  const found = best && best.probability >= Number(process.argv[2] ?? LEAST_PROBABILITY) ? best.skill.id : null;
  if (found === skill) counts.right += 1;
  else if (found === null) counts.abstained += 1;
  else if (skill === null) counts.nullMatched += 1;
  else counts.wrongSkill += 1;
}
const share = (count: number): string => (count / rows.length).toFixed(3);
console.log(`right ${share(counts.right)}, confidently wrong ${share(counts.wrongSkill + counts.nullMatched)}`, counts);
