// What Vitest 5 takes for granted and Node 20 lacks. Without it a failing test is reported as "Map.groupBy is not a
// function" instead of its own message. On later Node versions this file changes nothing.

function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

function withResolvers<T>() {
  let resolve: (value: T | PromiseLike<T>) => void = () => {};
  let reject: (reason?: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

Map.groupBy ??= groupBy;
Object.groupBy ??= ((items: Iterable<unknown>, keyOf: (item: unknown, index: number) => PropertyKey) =>
  Object.fromEntries(groupBy(items, keyOf))) as typeof Object.groupBy;
Promise.withResolvers ??= withResolvers;
