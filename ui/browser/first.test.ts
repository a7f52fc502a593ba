import { FIRST } from "./states/first";
import { testStates } from "./testStates";

testStates(FIRST);
