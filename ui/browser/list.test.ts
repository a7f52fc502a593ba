import { LIST } from "./states/list";
import { testStates } from "./testStates";

testStates(LIST);
