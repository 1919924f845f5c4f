import { DASHES, FILLED, type Shape, lineOf, pathOf } from './marks.js';

/** One mark as inline SVG; words beside it carry the meaning for readers who do not see it. */
export function Mark({ shape, voice = null, contested = false, size = 16 }: { shape: Shape; voice?: string | null; contested?: boolean; size?: number }) {
  const line = lineOf(voice);
  return (
    <svg class={`mark mark-${shape}`} width={contested ? size * 1.5 : size} height={size} viewBox={contested ? '-12 -8 24 16' : '-8 -8 16 16'} aria-hidden="true" focusable="false">
      {contested && <path class="mark-bracket" d="M-9 -7H-11V7H-9M9 -7H11V7H9" />}
      <path class={FILLED[shape] && line === 'solid' ? 'mark-filled' : FILLED[shape] ? 'mark-pale' : 'mark-open'} d={pathOf(shape, 5.5)} stroke-dasharray={line === 'solid' || shape === 'cancel' ? undefined : DASHES[line].map((each) => each * 0.6).join(' ')} />
    </svg>
  );
}
