/** The reader's language, and texts in it. */

export type Language = 'zh' | 'en';

/** A text in both languages, as the API and the views write it. */
export interface Text {
    readonly zh: string;
    readonly en: string;
}

const KEPT_AS = 'ringfence.language';

class Reader {
    language = $state<Language>(preferred());

    /** From now on, and at the next visit. */
    choose(language: Language): void {
        this.language = language;
        localStorage.setItem(KEPT_AS, language);
        mark(language);
    }
}

export const reader = new Reader();
mark(reader.language);

/** The text in the reader's language; each `{name}` is replaced by the value of that name. */
export function say(text: Text, values: Record<string, string | number> = {}): string {
    return text[reader.language].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function preferred(): Language {
    const kept = localStorage.getItem(KEPT_AS);
    if (kept === 'zh' || kept === 'en') return kept;
    return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Screen readers and fonts go by the page's language. */
function mark(language: Language): void {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
