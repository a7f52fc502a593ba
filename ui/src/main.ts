import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import "./base.css";
import "./forced.css";
import { connect } from "./lib/backend";

const target = document.getElementById("app");
if (target) void connect().then((backend) => mount(App, { target, props: { backend } }));
