import { sandboxContract } from '../../tests/contracts/sandbox.ts';
import { nodeSandbox } from './node.ts';

sandboxContract('the worker thread', nodeSandbox);
