const THIRTY_DAYS = 30 * 86400;

export default function ({ data }) {
  const age = data.value ? THIRTY_DAYS : 0;
  document.cookie = `${data.name}=${data.value}; path=/; max-age=${age}; SameSite=Strict`;
}
