import { describe, expect, it } from '@jest/globals';
import { pinProblem } from './pin-rules.ts';

describe('a PIN', () => {
  it.each(['1111', '121212', '123123', '1234', '87654321', '7890', '0987', '1984', '2026', '2580'])(
    '%s is guessed too easily',
    pin => expect(pinProblem(pin, '4711')?.code).toBe('PIN_TRIVIAL'),
  );

  it.each(['4711', '064711'])('%s is the number of the person', pin =>
    expect(pinProblem(pin, '4711')?.code).toBe('PIN_IS_NUMBER'),
  );

  it.each(['7391', '90218', '582047', '73910264'])('%s is a good one', pin =>
    expect(pinProblem(pin, '4711')).toBeNull(),
  );
});
