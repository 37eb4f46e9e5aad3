import type { ComponentChildren } from 'preact';

type Props = { chars: number; class: string; children: ComponentChildren };

/** A box whose text is as large as `chars` characters in its width allow; styles set the largest size. */
export function FitText({ chars, class: className, children }: Props) {
  return (
    <div class={`fit ${className}`} style={`--chars:${chars}`}>
      {children}
    </div>
  );
}
