import { SHEETS } from "./states/sheets";
import { testStates } from "./testStates";

testStates(SHEETS);
