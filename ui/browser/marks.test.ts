import { MARKS } from "./states/marks";
import { testStates } from "./testStates";

testStates(MARKS);
