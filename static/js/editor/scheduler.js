/* Send `after` ms from the last key, but at most `atMost` ms from the first. */
export class Scheduler {
  constructor(send, { after = 700, atMost = 10_000, clock = globalThis } = {}) {
    Object.assign(this, { send, after, atMost, clock, timer: null, dueBy: null });
  }
  now() { return (this.clock.Date ?? Date).now(); }
  in(ms) {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => { this.dueBy = null; this.send(); }, ms);
  }
  soon() {
    this.dueBy ??= this.now() + this.atMost;
    this.in(Math.max(0, Math.min(this.after, this.dueBy - this.now())));
  }
  stop() { this.clock.clearTimeout(this.timer); this.dueBy = null; }
}
