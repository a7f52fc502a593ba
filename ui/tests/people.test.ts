import { describe, expect, it } from "vitest";
import type { PersonView } from "../src/lib/bindings/PersonView";
import { initialsOf, nameOf, poses, queryFor, shownAddress } from "../src/lib/reader/people";

const person = (name: string, address: string, me = false): PersonView => ({ name, address, me });

describe("a person", () => {
  it.each([
    [person("Nora", "nora@lindqvist.example", true), "me"],
    [person("Ruth Alder", "claims@fairmount.example"), "Ruth Alder"],
    [person("", "claims@fairmount.example"), "claims@fairmount.example"],
    [person("", "/O=FAIRMOUNT/OU=X/CN=RUTH"), "sender without a name"],
    [null, "unknown sender"],
  ])("%j is called %s", (who, name) => expect(nameOf(who)).toBe(name));

  it("has no visible address if it is one inside Exchange or Notes", () => {
    expect(shownAddress(person("Ruth", "/o=Fairmount/cn=ruth"))).toBe("");
    expect(shownAddress(person("Ruth", "IMCEANOTES-Ruth+20Alder@FAIRMOUNT.example"))).toBe("");
    expect(shownAddress(person("Ruth", "ruth@fairmount.example"))).toBe("ruth@fairmount.example");
  });

  it.each([
    ["service@bank.example", "no-reply@evil.example", true],
    ["Bank <service@bank.example>", "no-reply@evil.example", true],
    ["'ruth@bank.example'", "ruth@bank.example", false],
    ["Ruth.Alder@BANK.example", "ruthalder@bank.example", false],
    ["ruth@bank.example", "/O=BANK/CN=RUTH", false],
    ["ruth@bank.example", "IMCEANOTES-ruth+40bank@BANK.example", false],
    ["klay@BANK", "klay@bank.example", false],
    ["Ruth Alder", "ruth@bank.example", false],
  ])("named %s with the address %s poses: %s", (name, address, expected) =>
    expect(poses(person(name, address))).toBe(expected),
  );

  it("is found by the address, otherwise by the name", () => {
    expect(queryFor(person("Ruth", "ruth@bank.example"))).toBe("with:ruth@bank.example");
    expect(queryFor(person('Ruth "R" Alder', "/o=x"))).toBe('with:"Ruth R Alder"');
  });

  it("has initials", () => {
    expect([
      initialsOf(person("Ruth Alder", "")),
      initialsOf(person("", "karl@x.example")),
      initialsOf(null),
    ]).toEqual(["RA", "KX", "?"]);
  });
});
