/** A picture of the page as a file that stands by itself: what style sheets say is written into it. */

const SVG = 'http://www.w3.org/2000/svg';
const OF_SHAPES = [
    'fill',
    'stroke',
    'stroke-width',
    'stroke-dasharray',
    'stroke-linejoin',
    'stroke-linecap',
    'opacity',
];
const OF_TEXTS = [
    ...OF_SHAPES,
    'paint-order',
    'font-family',
    'font-size',
    'font-weight',
    'text-anchor',
    'dominant-baseline',
];

/** The picture as it is seen, on the ground that it stands on; `title` is told by whoever opens the file. */
export function standalone(picture: SVGSVGElement, title: string): string {
    const copy = picture.cloneNode(true) as SVGSVGElement;
    const [seen, written] = [picture.querySelectorAll('*'), copy.querySelectorAll('*')];
    for (const [at, element] of seen.entries()) {
        const target = written[at];
        if (target instanceof SVGElement) writeStyle(getComputedStyle(element), target);
    }
    for (const attribute of ['style', 'class', 'aria-hidden', 'role']) copy.removeAttribute(attribute);
    const { x, y, width, height } = picture.viewBox.baseVal;
    copy.setAttribute('xmlns', SVG);
    copy.setAttribute('width', String(width));
    copy.setAttribute('height', String(height));
    copy.prepend(titled(title), ground(picture, { x, y, width, height }));
    return new XMLSerializer().serializeToString(copy);
}

function writeStyle(style: CSSStyleDeclaration, target: SVGElement): void {
    for (const name of target instanceof SVGTextContentElement ? OF_TEXTS : OF_SHAPES) {
        const value = style.getPropertyValue(name);
        if (value !== '') target.setAttribute(name, value);
    }
    target.removeAttribute('class');
    target.removeAttribute('style');
}

function titled(title: string): SVGElement {
    const element = document.createElementNS(SVG, 'title');
    element.textContent = title;
    return element;
}

function ground(picture: Element, frame: Record<string, number>): SVGElement {
    const element = document.createElementNS(SVG, 'rect');
    for (const [name, value] of Object.entries(frame)) element.setAttribute(name, String(value));
    element.setAttribute('fill', groundOf(picture));
    return element;
}

function groundOf(element: Element | null): string {
    for (let one = element; one; one = one.parentElement) {
        const colour = getComputedStyle(one).backgroundColor;
        if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }
    return '#ffffff';
}
