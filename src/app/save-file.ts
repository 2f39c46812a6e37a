// Gives something to the user as a file, by the browser's own download.

export function saveFile(name: string, content: string | Blob): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: 'application/x-ndjson' }) : content;
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download has its own hold on the bytes soon after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
