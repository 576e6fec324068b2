import { testContract } from './api-server-contract.ts';
import { startRealContractServer } from './real-contract-server.ts';

testContract(startRealContractServer);
