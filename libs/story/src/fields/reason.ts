import { IsText } from './fields.js';

/** The reason of an editor's act. */
export const IsReason = (): PropertyDecorator => IsText(1, 2000);
