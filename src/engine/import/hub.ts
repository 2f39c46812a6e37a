// Models of the Hugging Face Hub: where their files are, and which version is meant. The version is asked for once, at the first download, and then held to:
// this program knows no revision and no hash of any of them beforehand, and never makes one up.

import { repositoryOf } from '../../../models/catalog.ts';
import { AppError, codeOf } from '../../lib/errors.ts';
import { ask, type RequestOptions } from './request.ts';

const HUB = 'https://huggingface.co';

/** @throws AppError model/repository for what cannot be one */
export function checkRepository(name: string): string {
  const repo = repositoryOf(name);
  if (/^[\w-][\w.-]{0,95}\/[\w-][\w.-]{0,95}$/.test(repo) && !repo.includes('..')) return repo;
  throw new AppError(
    'model/repository',
    `${JSON.stringify(name)} is no repository: it is written as owner/name, for example Qwen/Qwen2.5-0.5B-Instruct.`,
    { name },
  );
}

export const addressOf = (repo: string, revision: string): string => `${HUB}/${repo}/resolve/${revision}/`;

/**
 * The commit that `main` is at; null when the server does not say, and then nothing can be held to.
 * @throws AppError as ask, in words about the model
 */
export async function currentRevision(repo: string, options: RequestOptions): Promise<string | null> {
  const url = `${addressOf(repo, 'main')}config.json`;
  const response = await ask(url, options).catch((error: unknown) => {
    const said = SAID[codeOf(error)];
    throw said ? new AppError(codeOf(error), said(repo), { url }, error) : error;
  });
  await response.body?.cancel();
  const commit = response.headers.get('x-repo-commit');
  return commit !== null && /^[0-9a-f]{40}$/.test(commit) ? commit : null;
}

const SAID: Readonly<Record<string, (repo: string) => string>> = {
  'download/missing': (repo) => `huggingface.co has no model ${repo} with a config.json. Check the name.`,
  'download/refused': (repo) =>
    `huggingface.co does not give ${repo} to everybody: it does not exist, or its licence must be accepted there first. Check the name; or download it there and import the folder.`,
};
