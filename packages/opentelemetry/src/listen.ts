import type { Breakwater, EventType, Listener } from '@breakwater/core';

/** A listener for each of some types of events. */
export type Listeners = { readonly [Type in EventType]?: Listener<Type> };

/** Adds all of them. Returns the function that takes them off again. */
export function listen(breakwater: Breakwater, listeners: Listeners): () => void {
  const types = Object.keys(listeners) as EventType[];
  const offs = types.map((type) => breakwater.on(type, listeners[type] as Listener<EventType>));
  return () => {
    for (const off of offs) off();
  };
}
