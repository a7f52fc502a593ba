import { mount } from "svelte";
import "../app.css";
import "../base.css";
import "../forced.css";
import Parts from "./Parts.svelte";

const target = document.getElementById("app");
const theme = new URLSearchParams(location.search).get("theme");
if (theme) document.documentElement.dataset.theme = theme;
if (target) mount(Parts, { target });
