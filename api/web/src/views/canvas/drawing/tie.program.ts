/** Ties on the graphics card: straight, as wide as they weigh, dashed by kind, beside one another, with an arrow head. */

import { EdgeProgram } from 'sigma/rendering';
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';

import { pace } from './pace';

/** lane: how many lanes to the left of the line between the two. dash: drawn and left, in pixels. */
export interface TieLook {
    readonly lane: number;
    readonly dash: readonly [number, number];
    readonly arrow: boolean;
}

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const UNIFORMS = ['u_matrix', 'u_sizeRatio', 'u_correctionRatio', 'u_minimum'] as const;

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_source;
attribute vec2 a_target;
attribute vec2 a_radii;
attribute vec2 a_dash;
attribute float a_width;
attribute float a_lane;
attribute float a_arrow;
// x: 0 at the source, 1 where the head begins, 2 at its tip; y: side; z: 1 for the head.
attribute vec3 a_part;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
uniform float u_minimum;
varying vec4 v_color;
varying vec2 v_dash;
varying float v_along;
varying float v_head;
const float bias = 255.0 / 254.0;
const float LANE = 7.0;

void main() {
  float pixel = 2.0 * u_correctionRatio;
  float scaled = pixel / u_sizeRatio;
  vec2 between = a_target - a_source;
  float reach = max(length(between), 1e-9);
  vec2 onward = between / reach;
  vec2 aside = vec2(-onward.y, onward.x);
  float width = max(a_width / u_sizeRatio, u_minimum) * pixel;
  float head = a_arrow * (width * 1.6 + min(5.0, a_radii.y * 0.5) * scaled);
  float first = a_radii.x * 0.8 * scaled;
  float tip = max(reach - a_radii.y * 0.86 * scaled, first);
  float last = max(tip - head, first);
  float along = a_part.x < 0.5 ? first : (a_part.x < 1.5 ? last : tip);
  #ifdef PICKING_MODE
  float half_ = max(width * 0.5, 3.0 * pixel);
  #else
  float half_ = width * 0.5;
  #endif
  if (a_part.z > 0.5) half_ = a_arrow * (width * 0.9 + min(2.6, a_radii.y * 0.26) * scaled);
  vec2 position = a_source + onward * along + aside * (a_lane * LANE * scaled + a_part.y * half_);
  gl_Position = vec4((u_matrix * vec3(position, 1)).xy, 0, 1);
  v_along = (along - first) / pixel;
  v_dash = a_dash;
  v_head = a_part.z;
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
varying vec2 v_dash;
varying float v_along;
varying float v_head;

void main(void) {
  #ifndef PICKING_MODE
  if (v_head < 0.5 && v_dash.y > 0.0 && mod(v_along, v_dash.x + v_dash.y) > v_dash.x) discard;
  #endif
  gl_FragColor = vec4(v_color.rgb * v_color.a, v_color.a);
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #endif
}
`;

export class TieProgram extends EdgeProgram<(typeof UNIFORMS)[number]> {
    override getDefinition() {
        return {
            VERTICES: 9,
            VERTEX_SHADER_SOURCE: VERTEX,
            FRAGMENT_SHADER_SOURCE: FRAGMENT,
            METHOD: TRIANGLES,
            UNIFORMS,
            ATTRIBUTES: [
                { name: 'a_source', size: 2, type: FLOAT },
                { name: 'a_target', size: 2, type: FLOAT },
                { name: 'a_radii', size: 2, type: FLOAT },
                { name: 'a_dash', size: 2, type: FLOAT },
                { name: 'a_width', size: 1, type: FLOAT },
                { name: 'a_lane', size: 1, type: FLOAT },
                { name: 'a_arrow', size: 1, type: FLOAT },
                { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
                { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
            ],
            CONSTANT_ATTRIBUTES: [{ name: 'a_part', size: 3, type: FLOAT }],
            CONSTANT_DATA: [
                [0, -1, 0],
                [0, 1, 0],
                [1, 1, 0],
                [0, -1, 0],
                [1, 1, 0],
                [1, -1, 0],
                [1, -1, 1],
                [1, 1, 1],
                [2, 0, 1],
            ],
        };
    }

    override processVisibleItem(
        index: number,
        start: number,
        source: NodeDisplayData,
        target: NodeDisplayData,
        data: EdgeDisplayData & TieLook,
    ): void {
        this.array.set(
            [
                source.x,
                source.y,
                target.x,
                target.y,
                source.size,
                target.size,
                data.dash[0],
                data.dash[1],
                data.size,
                data.lane,
                data.arrow ? 1 : 0,
                floatColor(data.color),
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

    override setUniforms(params: RenderParams, { gl, uniformLocations }: TieProgram['normalProgram']): void {
        gl.uniformMatrix3fv(uniformLocations['u_matrix'] ?? null, false, params.matrix);
        gl.uniform1f(uniformLocations['u_sizeRatio'] ?? null, params.sizeRatio);
        gl.uniform1f(uniformLocations['u_correctionRatio'] ?? null, params.correctionRatio);
        gl.uniform1f(uniformLocations['u_minimum'] ?? null, params.minEdgeThickness);
    }
}
