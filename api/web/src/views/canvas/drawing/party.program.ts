/** Parties on the graphics card: a body shaped by kind, around it the warning level's shape, a ring where chosen. */

import { NodeProgram } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';

import type { Shape } from './looks';
import { pace } from './pace';

/** mark: 0 none, 1 pinned (a dot), 2 fallen (a cross). ring: null where there is no level. */
export interface PartyLook {
    readonly body: Shape;
    readonly ring: Shape | null;
    readonly ringColor: string;
    readonly markColor: string;
    readonly halo: string | null;
    readonly mark: 0 | 1 | 2;
}

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const UNIFORMS = ['u_matrix', 'u_sizeRatio', 'u_correctionRatio', 'u_pixelRatio'] as const;

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_ringColor;
attribute vec4 a_markColor;
attribute vec4 a_halo;
attribute vec2 a_position;
attribute vec2 a_body;
attribute vec2 a_ring;
attribute vec3 a_parts;
attribute float a_size;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
uniform float u_pixelRatio;
varying vec4 v_color;
varying vec4 v_ringColor;
varying vec4 v_markColor;
varying vec4 v_halo;
varying vec2 v_body;
varying vec2 v_ring;
varying vec3 v_parts;
varying vec2 v_at;
varying float v_pixel;
const float bias = 255.0 / 254.0;

void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  gl_Position = vec4((u_matrix * vec3(a_position + a_corner * radius, 1)).xy, 0, 1);
  v_at = a_corner;
  v_pixel = u_sizeRatio / (a_size * u_pixelRatio);
  v_body = a_body;
  v_ring = a_ring;
  v_parts = a_parts;
  v_ringColor = a_ringColor;
  v_markColor = a_markColor;
  v_halo = a_halo;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec4 v_ringColor;
varying vec4 v_markColor;
varying vec4 v_halo;
varying vec2 v_body;
varying vec2 v_ring;
varying vec3 v_parts;
varying vec2 v_at;
varying float v_pixel;
const float PI = 3.14159265;

// How far outside the side of a shape of radius 1 that lies in this direction.
float outside(vec2 p, vec2 shape) {
  float count = abs(shape.x);
  if (count < 0.5) return length(p) - 1.0;
  float halfSector = PI / count;
  float angle = atan(p.x, p.y) + (shape.x < 0.0 ? halfSector : 0.0);
  angle = abs(mod(angle + halfSector, 2.0 * halfSector) - halfSector);
  vec2 q = length(p) * vec2(cos(angle), sin(angle));
  vec2 side = shape.y * vec2(cos(halfSector), sin(halfSector)) - vec2(1.0, 0.0);
  return dot(q - vec2(1.0, 0.0), normalize(vec2(side.y, -side.x)));
}

float cover(float distance) {
  return clamp(0.5 - distance / v_pixel, 0.0, 1.0);
}

void main(void) {
  #ifdef PICKING_MODE
  gl_FragColor = length(v_at) > 1.0 ? vec4(0.0) : v_color;
  #else
  vec4 found = vec4(0.0);
  float ringed = v_parts.x;
  if (v_parts.y > 0.5) {
    float around = abs(length(v_at) - 0.95) - max(0.05, v_pixel);
    found = mix(found, v_halo, cover(around));
  }
  if (ringed > 0.5) {
    float ring = outside(v_at / 0.86, v_ring) * 0.86;
    found = mix(found, v_ringColor, cover(ring));
    float gap = outside(v_at / 0.56, v_body) * 0.56;
    found = mix(found, v_markColor, cover(gap));
  }
  float reach = ringed > 0.5 ? 0.46 : 0.76;
  float body = outside(v_at / reach, v_body) * reach;
  found = mix(found, vec4(v_color.rgb, 1.0), cover(body));
  if (v_parts.z > 1.5) {
    vec2 p = abs(v_at);
    float cross = max(abs(p.x - p.y) - 0.13, max(p.x, p.y) - 0.62);
    found = mix(found, v_markColor, cover(cross));
  } else if (v_parts.z > 0.5) {
    found = mix(found, v_markColor, cover(length(v_at) - 0.17));
  }
  gl_FragColor = found;
  #endif
}
`;

export class PartyProgram extends NodeProgram<(typeof UNIFORMS)[number]> {
    override getDefinition() {
        return {
            VERTICES: 6,
            VERTEX_SHADER_SOURCE: VERTEX,
            FRAGMENT_SHADER_SOURCE: FRAGMENT,
            METHOD: TRIANGLES,
            UNIFORMS,
            ATTRIBUTES: [
                { name: 'a_position', size: 2, type: FLOAT },
                { name: 'a_size', size: 1, type: FLOAT },
                { name: 'a_body', size: 2, type: FLOAT },
                { name: 'a_ring', size: 2, type: FLOAT },
                { name: 'a_parts', size: 3, type: FLOAT },
                { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
                { name: 'a_ringColor', size: 4, type: UNSIGNED_BYTE, normalized: true },
                { name: 'a_markColor', size: 4, type: UNSIGNED_BYTE, normalized: true },
                { name: 'a_halo', size: 4, type: UNSIGNED_BYTE, normalized: true },
                { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
            ],
            CONSTANT_ATTRIBUTES: [{ name: 'a_corner', size: 2, type: FLOAT }],
            CONSTANT_DATA: [
                [-1, -1],
                [1, -1],
                [1, 1],
                [-1, -1],
                [1, 1],
                [-1, 1],
            ],
        };
    }

    override processVisibleItem(index: number, start: number, data: NodeDisplayData & PartyLook): void {
        this.array.set(
            [
                data.x,
                data.y,
                data.size,
                data.body.corners,
                data.body.notch,
                data.ring?.corners ?? 0,
                data.ring?.notch ?? 1,
                data.ring ? 1 : 0,
                data.halo === null ? 0 : 1,
                data.mark,
                floatColor(data.color),
                floatColor(data.ringColor),
                floatColor(data.markColor),
                floatColor(data.halo ?? data.ringColor),
                index,
            ],
            start,
        );
    }

    override render(params: RenderParams): void {
        const picking = this.pickProgram;
        if (pace.moving) this.pickProgram = null;
        super.render(params);
        this.pickProgram = picking;
    }

    override setUniforms(params: RenderParams, { gl, uniformLocations }: PartyProgram['normalProgram']): void {
        gl.uniformMatrix3fv(uniformLocations['u_matrix'] ?? null, false, params.matrix);
        gl.uniform1f(uniformLocations['u_sizeRatio'] ?? null, params.sizeRatio);
        gl.uniform1f(uniformLocations['u_correctionRatio'] ?? null, params.correctionRatio);
        gl.uniform1f(uniformLocations['u_pixelRatio'] ?? null, params.pixelRatio);
    }
}
