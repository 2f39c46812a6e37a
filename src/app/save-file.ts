// Gives a text to the user as a file, by the browser's own download.

export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download has its own hold on the bytes soon after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
