/** A circle on which members of one guarantee circle, then of one group, stand side by side. */

import { type Place, STEP } from './places';

interface Member {
    readonly id: string;
    readonly circleId: string | null;
    readonly groupId: string | null;
}

export function circular(members: readonly Member[]): Map<string, Place> {
    const together = (one: Member): string => `${one.circleId ?? '~'} ${one.groupId ?? '~'}`;
    const sorted = [...members].sort((one, other) => {
        const [a, b] = [together(one), together(other)];
        return a < b ? -1 : a > b ? 1 : 0;
    });
    const radius = Math.max(2 * STEP, (STEP * sorted.length) / (2 * Math.PI));
    return new Map(
        sorted.map(({ id }, at) => {
            const angle = Math.PI / 2 - (2 * Math.PI * at) / sorted.length;
            return [id, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }];
        }),
    );
}
