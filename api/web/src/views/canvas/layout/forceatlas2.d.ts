declare module 'graphology-layout-forceatlas2/iterate.js' {
    /** One step of ForceAtlas2: changes the places in the matrix of nodes. */
    export default function iterate(settings: Record<string, unknown>, nodes: Float32Array, edges: Float32Array): void;
}
