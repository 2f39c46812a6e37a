// Whether this device runs on mains power, where the browser tells.

type Battery = EventTarget & { charging: boolean };

/** Calls back with the state now and at every change; null where the browser does not tell. */
export async function watchPower(onChange: (charging: boolean | null) => void): Promise<void> {
  const { getBattery } = navigator as Navigator & { getBattery?: () => Promise<Battery> };
  const battery = await getBattery?.call(navigator).catch(() => null);
  if (!battery) return onChange(null);
  battery.addEventListener('chargingchange', () => onChange(battery.charging));
  onChange(battery.charging);
}
