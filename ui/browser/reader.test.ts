import { READER } from "./states/reader";
import { testStates } from "./testStates";

testStates(READER);
