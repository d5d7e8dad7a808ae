/** Sigma with our programs: what is drawn is set whole, places move on their own, and acts are told. */

import { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import type { Settings } from 'sigma/settings';
import type { EdgeDisplayData, NodeDisplayData } from 'sigma/types';

import type { Drawn } from '../drawn';
import type { Place } from '../layout/places';
import type { Hull } from '../model';
import type { PartyDrawn, TieDrawn } from './drawing';
import type { Point } from './hulls';
import { drawHulls, drawOverview, written } from './layers';
import { pace } from './pace';
import type { Palette } from './palette';
import { PartyProgram } from './party.program';
import { TieProgram } from './tie.program';

export interface Acts {
    readonly choose: (id: string | null) => void;
    readonly open: (party: string) => void;
    readonly move: (party: string, place: Place) => void;
    readonly drop: (party: string) => void;
}

/** Where to draw: the pictures' own element, and canvases beside it. */
export interface Surfaces {
    readonly picture: HTMLElement;
    readonly below: HTMLCanvasElement;
    readonly overview: HTMLCanvasElement;
}

export interface Looks {
    readonly parties: Map<string, PartyDrawn>;
    readonly ties: Map<string, TieDrawn>;
}

const MARGIN = 8;
/** So long after its last move the picture counts as still. */
const STILL_MS = 150;
type Graph = MultiDirectedGraph;

export class Stage {
    readonly #sigma: Sigma;
    readonly #surfaces: Surfaces;
    #parties = new Map<string, PartyDrawn>();
    #ties = new Map<string, TieDrawn>();
    #drawn: Drawn | null = null;
    #hulls: readonly Hull[] = [];
    #colours: Palette | null = null;
    #nameOf: (hull: Hull) => string = () => '';
    #dots: HTMLCanvasElement | null = null;
    #still: ReturnType<typeof setTimeout> | undefined;
    #dragged: string | null = null;
    #moved = false;

    /** Throws where the browser has no WebGL. */
    constructor(surfaces: Surfaces, acts: Acts) {
        this.#surfaces = surfaces;
        this.#sigma = new Sigma(new MultiDirectedGraph(), surfaces.picture, this.#settings());
        this.#listen(acts);
    }

    /** What is drawn and how it looks. Who stood in view stays in view when others come. */
    draw(drawn: Drawn, looks: Looks, colours: Palette, places: ReadonlyMap<string, Place>): void {
        [this.#parties, this.#ties] = [looks.parties, looks.ties];
        if (this.#colours !== colours) {
            this.#colours = colours;
            this.#sigma.setSetting('labelColor', { color: colours.text });
        }
        if (this.#drawn === drawn) this.#sigma.refresh({ skipIndexation: true });
        else this.#replace(drawn, places);
    }

    #replace(drawn: Drawn, places: ReadonlyMap<string, Place>): void {
        const graph: Graph = new MultiDirectedGraph();
        for (const { id } of drawn.parties) graph.addNode(id, { ...(places.get(id) ?? { x: 0, y: 0 }) });
        for (const { id, source, target } of drawn.ties)
            if (graph.hasNode(source) && graph.hasNode(target)) graph.addDirectedEdgeWithKey(id, source, target);
        if (this.#drawn) this.#sigma.setCustomBBox(this.#sigma.getBBox());
        this.#drawn = drawn;
        this.#sigma.setGraph(graph);
    }

    /** Hulls by name, or none. */
    enclose(hulls: readonly Hull[], nameOf: (hull: Hull) => string): void {
        [this.#hulls, this.#nameOf] = [hulls, nameOf];
        this.#sigma.refresh({ skipIndexation: true });
    }

    place(places: ReadonlyMap<string, Place>): void {
        const graph = this.#sigma.getGraph();
        graph.updateEachNodeAttributes((id, before) => places.get(id) ?? before, { attributes: ['x', 'y'] });
    }

    /** Everything into view, also while a layout goes on. */
    fit(): void {
        this.#sigma.setCustomBBox(null);
        this.#sigma.refresh();
        this.#sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
    }

    zoom(factor: number): void {
        void this.#sigma.getCamera().animatedZoom({ duration: 150, factor });
    }

    centre(party: string): void {
        const found = this.#sigma.getNodeDisplayData(party);
        if (found) void this.#sigma.getCamera().animate({ x: found.x, y: found.y, ratio: 0.5 }, { duration: 300 });
    }

    kill(): void {
        clearTimeout(this.#still);
        pace.moving = false;
        this.#sigma.kill();
    }

    #settings(): Partial<Settings> {
        // On a large screen the page's text grows, and so does the picture.
        const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
        return {
            nodeProgramClasses: { party: PartyProgram },
            edgeProgramClasses: { tie: TieProgram },
            defaultNodeType: 'party',
            defaultEdgeType: 'tie',
            allowInvalidContainer: true,
            enableEdgeEvents: true,
            renderEdgeLabels: true,
            zIndex: true,
            minEdgeThickness: 0.6,
            minCameraRatio: 0.02,
            maxCameraRatio: 5,
            enableCameraRotation: false,
            stagePadding: 50,
            labelFont: getComputedStyle(this.#surfaces.picture).fontFamily,
            labelSize: 12 * scale,
            labelDensity: 0.6,
            labelGridCellSize: 90 * scale,
            labelRenderedSizeThreshold: 6,
            nodeReducer: (id, place) => {
                const look = this.#parties.get(id);
                return { ...place, type: 'party', ...look, size: (look?.size ?? 1) * scale };
            },
            edgeReducer: (id) => {
                const look = this.#ties.get(id);
                return { type: 'tie', ...look, size: (look?.size ?? 1) * scale };
            },
            defaultDrawNodeLabel: (context, data, settings) => this.#label(context, data, settings.labelSize),
            defaultDrawNodeHover: (context, data, settings) => this.#hover(context, data, settings.labelSize),
            defaultDrawEdgeLabel: (context, data, source, target) => this.#sign(context, data, source, target),
        };
    }

    #label(
        context: CanvasRenderingContext2D,
        data: Pick<NodeDisplayData, 'x' | 'y' | 'size'> & { label?: string | null },
        size: number,
    ): void {
        if (!data.label || !this.#colours) return;
        context.font = `${size}px ${this.#sigma?.getSetting('labelFont') ?? 'sans-serif'}`;
        written(
            context,
            data.label,
            data.x + data.size + 3,
            data.y + size / 3,
            this.#colours.text,
            this.#colours.ground,
        );
    }

    #hover(
        context: CanvasRenderingContext2D,
        data: Pick<NodeDisplayData, 'x' | 'y' | 'size'> & { label?: string | null },
        size: number,
    ): void {
        if (!this.#colours || !data.label) return;
        context.font = `${size}px ${this.#sigma.getSetting('labelFont')}`;
        const width = context.measureText(data.label).width;
        context.fillStyle = this.#colours.ground;
        context.strokeStyle = this.#colours.accent;
        context.lineWidth = 1;
        context.beginPath();
        context.rect(data.x + data.size - 1, data.y - size, width + 9, size * 2);
        context.fill();
        context.stroke();
        this.#label(context, data, size);
    }

    #sign(
        context: CanvasRenderingContext2D,
        data: Pick<EdgeDisplayData, 'label' | 'size'>,
        source: { x: number; y: number },
        target: { x: number; y: number },
    ): void {
        if (!data.label || !this.#colours) return;
        context.font = 'bold 15px sans-serif';
        const [x, y] = [(source.x + target.x) / 2, (source.y + target.y) / 2];
        written(context, data.label, x, y + 5, this.#colours.text, this.#colours.ground, 'center');
    }

    #listen(acts: Acts): void {
        const sigma = this.#sigma;
        sigma.on('clickNode', ({ node }) => acts.choose(node));
        sigma.on('clickEdge', ({ edge }) => acts.choose(edge));
        sigma.on('clickStage', () => acts.choose(null));
        sigma.on('doubleClickNode', (event) => {
            event.preventSigmaDefault();
            acts.open(event.node);
        });
        sigma.on('downNode', ({ node }) => {
            [this.#dragged, this.#moved] = [node, false];
        });
        sigma.on('moveBody', ({ event }) => {
            if (this.#dragged === null) return;
            if (!this.#moved) sigma.setCustomBBox(sigma.getBBox());
            this.#moved = true;
            acts.move(this.#dragged, sigma.viewportToGraph(event));
            event.preventSigmaDefault();
            event.original.preventDefault();
        });
        const dropped = (): void => {
            if (this.#dragged !== null && this.#moved) acts.drop(this.#dragged);
            this.#dragged = null;
        };
        sigma.on('upNode', dropped);
        sigma.on('upStage', dropped);
        sigma.on('enterNode', () => (this.#surfaces.picture.style.cursor = 'pointer'));
        sigma.on('leaveNode', () => (this.#surfaces.picture.style.cursor = ''));
        sigma.on('afterProcess', () => (this.#dots = null));
        sigma.on('afterRender', () => {
            this.#below();
            this.#overview();
        });
        sigma.getCamera().on('updated', () => this.#pace());
        this.#surfaces.overview.addEventListener('click', (event) => this.#goTo(event));
    }

    #below(): void {
        const { below } = this.#surfaces;
        const { width, height } = this.#sigma.getDimensions();
        const scale = devicePixelRatio || 1;
        if (below.width !== width * scale || below.height !== height * scale)
            [below.width, below.height] = [width * scale, height * scale];
        const context = below.getContext('2d');
        if (!context || !this.#colours) return;
        context.setTransform(scale, 0, 0, scale, 0, 0);
        context.clearRect(0, 0, width, height);
        context.font = `${this.#sigma.getSetting('labelSize')}px ${this.#sigma.getSetting('labelFont')}`;
        drawHulls(context, this.#hulls, (id) => this.#pixel(id), this.#colours, this.#nameOf);
    }

    #pixel(id: string): Point | null {
        const found = this.#sigma.getNodeDisplayData(id);
        if (!found) return null;
        const { x, y } = this.#sigma.framedGraphToViewport(found);
        return [x, y];
    }

    #overview(): void {
        const context = this.#surfaces.overview.getContext('2d');
        if (!context || !this.#colours) return;
        const { width, height } = this.#sigma.getDimensions();
        const corners = [[0, 0], [width, 0], [width, height], [0, height]] as const; // prettier-ignore
        const view = corners.map(([x, y]) => this.#small(this.#sigma.viewportToFramedGraph({ x, y })));
        this.#dots ??= this.#dotted();
        drawOverview(context, this.#dots, view, this.#colours);
    }

    /** The parties in the overview, drawn once for as long as they stay where they are. */
    #dotted(): HTMLCanvasElement {
        const dots = document.createElement('canvas');
        [dots.width, dots.height] = [this.#surfaces.overview.width, this.#surfaces.overview.height];
        const context = dots.getContext('2d');
        for (const [id, look] of this.#parties) {
            const found = this.#sigma.getNodeDisplayData(id);
            if (!found || !context) continue;
            const [x, y] = this.#small(found);
            context.fillStyle = look.ring ? look.ringColor : look.color;
            context.fillRect(x - 1.5, y - 1.5, 3, 3);
        }
        return dots;
    }

    #pace(): void {
        pace.moving = true;
        clearTimeout(this.#still);
        this.#still = setTimeout(() => {
            pace.moving = false;
            this.#sigma.scheduleRender();
        }, STILL_MS);
    }

    /** A framed place (0 to 1, y upward) in the overview. */
    #small({ x, y }: Place): Point {
        const { width, height } = this.#surfaces.overview;
        const side = Math.min(width, height) - 2 * MARGIN;
        return [width / 2 + (x - 0.5) * side, height / 2 - (y - 0.5) * side];
    }

    #goTo(event: MouseEvent): void {
        const { overview } = this.#surfaces;
        const box = overview.getBoundingClientRect();
        const side = Math.min(overview.width, overview.height) - 2 * MARGIN;
        const [x, y] = [
            ((event.clientX - box.left) / box.width) * overview.width,
            ((event.clientY - box.top) / box.height) * overview.height,
        ];
        const camera = this.#sigma.getCamera();
        camera.setState({
            ...camera.getState(),
            x: 0.5 + (x - overview.width / 2) / side,
            y: 0.5 - (y - overview.height / 2) / side,
        });
    }
}
