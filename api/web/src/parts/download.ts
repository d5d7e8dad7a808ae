/** Hands the reader a file that was made here. */
export function download(name: string, content: string | Blob, type = 'text/csv;charset=utf-8'): void {
    const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
}
