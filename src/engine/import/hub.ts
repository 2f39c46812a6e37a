// Models of the Hugging Face Hub: where their files are, and which version is meant. The version is asked for once, at the first download, and then held to:
// this program knows no revision and no hash of any of them beforehand, and never makes one up.

import { AppError } from '../../lib/errors.ts';

export const HUB = 'https://huggingface.co';

/** @throws AppError model/repository for what cannot be one */
export function checkRepository(name: string): string {
  const repo = name
    .trim()
    .replace(/^https?:\/\/(www\.)?huggingface\.co\//, '')
    .replace(/\/+$/, '');
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
 * @throws AppError download/missing, download/refused, download/failed, and what `fetch` throws
 */
export async function currentRevision(
  repo: string,
  { fetch, signal }: { fetch(url: string, init: RequestInit): Promise<Response>; signal: AbortSignal },
): Promise<string | null> {
  const url = `${addressOf(repo, 'main')}config.json`;
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new AppError(
      'download/failed',
      `There was no answer from huggingface.co. Check the connection.`,
      { url },
      error,
    );
  });
  await response.body?.cancel();
  if (response.status === 404)
    throw new AppError('download/missing', `huggingface.co has no model ${repo} with a config.json. Check the name.`, {
      url,
    });
  if (response.status === 401 || response.status === 403)
    throw new AppError(
      'download/refused',
      `huggingface.co does not give ${repo} to everybody: it does not exist, or its licence must be accepted there first. Download it there and import the folder.`,
      { url },
    );
  if (!response.ok)
    throw new AppError('download/failed', `huggingface.co answered ${response.status} for ${repo}. Try again later.`, {
      url,
    });
  const commit = response.headers.get('x-repo-commit');
  return commit !== null && /^[0-9a-f]{40}$/.test(commit) ? commit : null;
}
