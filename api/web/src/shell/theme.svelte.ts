/** Dark or light; by the system's setting until the reader chooses. */

const KEPT_AS = 'ringfence.theme';
const asked = matchMedia('(prefers-color-scheme: dark)');

export type Theme = 'light' | 'dark';

class Appearance {
    theme = $state<Theme>(preferred());

    constructor() {
        mark(this.theme);
        asked.addEventListener('change', () => {
            if (localStorage.getItem(KEPT_AS) === null) this.#show(preferred());
        });
        // Paper is white.
        addEventListener('beforeprint', () => mark('light'));
        addEventListener('afterprint', () => mark(this.theme));
    }

    /** The other one, also at the next visit. */
    turn(): void {
        this.#show(this.theme === 'dark' ? 'light' : 'dark');
        localStorage.setItem(KEPT_AS, this.theme);
    }

    #show(theme: Theme): void {
        this.theme = theme;
        mark(theme);
    }
}

export const appearance = new Appearance();

/** The value of a colour of tokens.css, for canvases, which know no variables. Reads the theme, so that it is drawn anew. */
export function token(name: string): string {
    void appearance.theme;
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function preferred(): Theme {
    const kept = localStorage.getItem(KEPT_AS);
    if (kept === 'dark' || kept === 'light') return kept;
    return asked.matches ? 'dark' : 'light';
}

function mark(theme: Theme): void {
    document.documentElement.dataset['theme'] = theme;
}
