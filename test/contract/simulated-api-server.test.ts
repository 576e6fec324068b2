import { testContract } from './api-server-contract.ts';
import { startSimulatedContractServer } from './simulated-contract-server.ts';

testContract(startSimulatedContractServer, {});
