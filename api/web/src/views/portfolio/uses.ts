/** The uses of all limits as rows of one table. */

import type { components } from '../../server/schema';
import type { Text } from '../../text/language.svelte';

type List = components['schemas']['GuaranteeLimitList'];

export type Use = List['uses'][number] & {
    readonly id: string;
    readonly of: string;
    readonly binding: boolean;
    readonly title: Text;
    readonly law: Text;
    readonly article: string;
};

/** Each with the limit that it is of. */
export function usesOf(limits: readonly List[]): readonly Use[] {
    return limits.flatMap((list, at) =>
        list.uses.map((use, number) => ({
            ...use,
            id: `${at}-${number}`,
            of: list.of,
            binding: list.binding,
            title: list.limit.title,
            law: list.limit.law,
            article: list.limit.article,
        })),
    );
}
