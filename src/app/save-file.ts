// Gives something to the user as a file, by the browser's own download.

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download has its own hold on the bytes soon after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Files by their paths, as a folder of this name in a ZIP of this name. The zipper is fetched when it is first needed. */
export async function saveZip(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const { downloadZip } = await import('client-zip');
  const entries = [...files].map(([name, input]) => ({ name: `${folder}/${name}`, input: input.slice() }));
  saveFile(`${folder}.zip`, await downloadZip(entries).blob());
}
